"""Pages of the portal: thin, never kept, with titles that say nothing."""
