"""Looking at assessments and findings, and what each side may read of them."""
