"""What people do in offers: asking a parent, checking, passing on; ringing a family and noting their answer."""
