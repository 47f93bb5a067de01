"""The faces of the engine in LangChain and LangGraph, one module for each."""
