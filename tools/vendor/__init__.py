"""Third-party browser code: pinned, copied into static/vendor/, and written down."""
