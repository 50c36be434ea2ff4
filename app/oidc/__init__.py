"""Signing in by the municipality's own OpenID provider (Entra ID, AD FS, OS2faktor)."""
