using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using PeppaApi.Benchmarks.Measuring;

namespace PeppaApi.Benchmarks.Reporting;

/// <summary>What the figures were measured on, as they mean nothing without it.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static string Describe(string dataRoot) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {Processor()}; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; database on {FileSystem(dataRoot)}, where a flush takes {Flush(dataRoot)}");

    /// <summary>What every charge waits for at least: 16 pages, as many as one writes, brought to the disk.</summary>
    private static string Flush(string folder)
    {
        const int Times = 500;
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, "flush.tmp");
        var pages = new byte[16 * 4096];
        var took = new double[Times];
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose, preallocationSize: pages.Length);
        for (var i = 0; i < Times; i++)
        {
            RandomAccess.Write(file, pages, 0);
            var since = Stopwatch.GetTimestamp();
            RandomAccess.FlushToDisk(file);
            took[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        }

        Array.Sort(took);
        return string.Create(CultureInfo.InvariantCulture, $"{Spread.Percentile(took, 0.5):0.00} ms (99th percentile {Spread.Percentile(took, 0.99):0.00} ms)");
    }

    private static string Processor()
    {
        var model = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return model?.Split(':')[^1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    /// <summary>Named because a durable write is free of charge on a memory disk.</summary>
    private static string FileSystem(string folder)
    {
        try
        {
            return DriveInfo.GetDrives()
                .Where(drive => folder.StartsWith(drive.Name, StringComparison.Ordinal))
                .MaxBy(drive => drive.Name.Length)?.DriveFormat ?? "an unknown file system";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "an unknown file system";
        }
    }
}
