"""The second factor: a code from an app on the phone (TOTP), and recovery codes on paper."""
