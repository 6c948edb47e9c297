"""What leaves the study: charts, pages, exports, and the gate before them."""
