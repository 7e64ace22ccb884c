"""证据 evidence: the photos, scans, signatures and PDF files on which decisions rest, kept so that they can be neither swapped nor lost unseen."""
