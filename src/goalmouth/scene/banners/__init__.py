"""Banners: what is laid over the picture for a while to tell who comes on, who is booked, who scored."""
