namespace PeppaApi.Hosting;

/// <summary>The process cannot start, for a reason that whoever starts it can mend. Shown as its message alone.</summary>
public sealed class StartUpException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}

/// <summary>What the process says to whoever started it.</summary>
public static class ExitCodes
{
    public const int Success = 0;

    /// <summary>It ran and something is wrong: an audit with differences, an address in use.</summary>
    public const int Failure = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The data directory is in use by another process, or cannot be used.</summary>
    public const int DataDirectory = 3;
}
