"""The signature set and what rebuilds it; the product reads the files and never imports this package."""
