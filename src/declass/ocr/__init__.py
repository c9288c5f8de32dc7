"""Page image to words with boxes and confidence; which text layer reads best."""
