"""The field's official metrics, to the last digit, and many times faster."""
