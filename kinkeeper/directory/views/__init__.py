"""The directory's pages: finding, and looking after what is found."""
