using System.Globalization;
using System.Runtime.InteropServices;

namespace PeppaApi.Benchmarks.Reporting;

/// <summary>What the figures were measured on, as they mean nothing without it.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static string Describe(string dataRoot) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {Processor()}; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; database on {FileSystem(dataRoot)}");

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
