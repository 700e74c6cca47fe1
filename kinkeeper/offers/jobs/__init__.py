"""Jobs and duties of offers: importing this package registers them all."""
