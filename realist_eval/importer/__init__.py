"""Files as received to transcripts with turns and speakers."""
