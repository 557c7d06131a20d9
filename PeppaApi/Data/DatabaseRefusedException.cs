namespace PeppaApi.Data;

/// <summary>The database is there, but is not one that this version can use. The message says what to do.</summary>
public sealed class DatabaseRefusedException(string message) : Exception(message);
