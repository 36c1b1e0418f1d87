"""The tier policy: who is put into which tier, and what that means."""
