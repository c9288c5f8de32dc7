"""What a page withholds: boxes on its image, codes, markers in its text, whole pages, text under bars."""
