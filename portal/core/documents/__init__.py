"""What proof we have: certificates and reports, from upload to expiry."""
