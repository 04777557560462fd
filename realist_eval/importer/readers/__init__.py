"""One reader a kind of file; none of them knows how speakers are told apart."""
