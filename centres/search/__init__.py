"""Near-match search over centres and providers."""
