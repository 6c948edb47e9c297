"""A small static site of a study: pages that hang together by relative links and ask the network for nothing."""

from workbench.share.site.dress import dress
from workbench.share.site.folder import MARKER, not_ours, put
from workbench.share.site.pages import FIXED, Download, Page, Site

__all__ = ["FIXED", "MARKER", "Download", "Page", "Site", "dress", "not_ours", "put"]
