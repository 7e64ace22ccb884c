"""tuopin (脱贫): the open working system for targeted poverty alleviation."""

__version__ = "0.1.0"
