"""What leaves the desk, of what one may see: grid, tables, codings, codebook, memos; and a grid that comes back."""

from thirdorder.service.web.pages.export.page import router

__all__ = ["router"]
