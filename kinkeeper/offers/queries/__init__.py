"""What other rooms may ask of offers, and what its own pages are made of."""
