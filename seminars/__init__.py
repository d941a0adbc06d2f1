"""海关•企业面对面: one Flask application, cut by capability; the floors are described in docs/architecture.md."""
