"""A store whose rows, vectors and names hold placeholders, in front of any store of LangGraph."""
