namespace PeppaApi.Benchmarks.Peers;

/// <summary>The benchmark cannot be run as asked; the message is for the person at the terminal.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
