"""The pages of a site: what the views of a study say, each on a page of its own."""

from workbench.views.site.downloads import download_page
from workbench.views.site.methods import Ground
from workbench.views.site.pages import Shown

__all__ = ["Ground", "Shown", "download_page"]
