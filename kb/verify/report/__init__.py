"""Reports: the results of the workbench in sentences, by clause and for build servers."""
