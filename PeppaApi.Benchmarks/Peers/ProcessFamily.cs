using System.Diagnostics;
using System.Globalization;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>A process and those that it started (nginx's workers): what one peer costs is what all of them use. Children are found where there is a <c>/proc</c>.</summary>
internal static class ProcessFamily
{
    private const string Proc = "/proc";

    /// <summary>Processor time used so far, user and kernel, on all cores. The system counts it in steps of about 10 ms.</summary>
    public static TimeSpan ProcessorTime(Process head) =>
        Members(head).Aggregate(TimeSpan.Zero, (sum, member) => sum + Read(member, process => process.TotalProcessorTime));

    /// <summary>Bytes in memory now; pages that members share count for each of them.</summary>
    public static long ResidentBytes(Process head) => Members(head).Sum(member => Read(member, process => process.WorkingSet64));

    private static IEnumerable<int> Members(Process head) => [head.Id, .. Directory.Exists(Proc) ? ChildrenOf(head.Id) : []];

    private static IEnumerable<int> ChildrenOf(int parent) =>
        from folder in Directory.EnumerateDirectories(Proc)
        let id = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
        where id > 0 && ParentOf(folder) == parent
        select id;

    /// <summary>The second field after the name, which stands in parentheses and may hold anything.</summary>
    private static int ParentOf(string folder)
    {
        try
        {
            var fields = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(fields[(fields.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0; // It ended meanwhile.
        }
    }

    private static T? Read<T>(int id, Func<Process, T> figure)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return figure(process);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return default; // It ended meanwhile.
        }
    }
}
