"""Whom we buy from: companies, sites, contacts, categories and where they stand."""
