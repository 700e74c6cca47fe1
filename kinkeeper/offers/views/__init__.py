"""The pages of offers."""
