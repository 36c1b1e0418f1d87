"""The pages: one folder per noun, thin views, templates in components."""
