using System.Collections.Concurrent;
using System.Diagnostics;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>One process that the benchmark started, and that ends with it at the latest.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int LinesKept = 20;

    /// <summary>Settings that the caller's shell may hold and that would change what is measured, or where money is booked.</summary>
    private static readonly string[] ForeignPrefixes =
        ["ASPNETCORE_", "DOTNET_ENVIRONMENT", "DOTNET_SYSTEM_NET_SOCKETS_", "Bootstrap__", "Kestrel__", "Ledger__", "Logging__", "Mail__", "Relay__", "Storage__", "Urls"];

    private readonly ConcurrentQueue<string> _lastLines = new();
    private readonly Process _process;

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Of it and of those that it started; see <see cref="ProcessFamily"/>.</summary>
    public TimeSpan ProcessorTime => ProcessFamily.ProcessorTime(_process);

    /// <summary>Memory of it and of those that it started.</summary>
    public long ResidentBytes => ProcessFamily.ResidentBytes(_process);

    /// <summary>The last lines that it wrote, for the message when it does not start.</summary>
    public string Output => string.Join(Environment.NewLine, _lastLines);

    /// <summary>Runs one of this program's other roles.</summary>
    public static ChildProcess StartRole(params string[] arguments) =>
        StartDotnet(DotnetHost.Self, arguments, new Dictionary<string, string>(), AppContext.BaseDirectory);

    /// <summary>Runs an assembly on <see cref="DotnetHost.Runtime"/>.</summary>
    public static ChildProcess StartDotnet(
        string dll, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string directory) =>
        Start(DotnetHost.Runtime, [dll, .. arguments], environment, directory);

    /// <summary>Runs a program with the given settings and none of the shell's own.</summary>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string directory)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
        {
            _ = start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start });
        _ = child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Killed, not asked: the database goes with it, and a peer that hangs must not keep the benchmark alive.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _ = _process.WaitForExit(TimeSpan.FromSeconds(5));
        }

        _process.Dispose();
    }

    private static bool IsForeign(string name) =>
        ForeignPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lastLines.Enqueue(line);
            _ = _lastLines.Count > LinesKept && _lastLines.TryDequeue(out _);
        }
    }
}
