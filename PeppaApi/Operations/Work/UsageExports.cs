using System.Globalization;
using Microsoft.Extensions.Options;
using PeppaApi.Data;
using PeppaApi.Usage;

namespace PeppaApi.Operations.Work;

/// <summary>A file with somebody's usage records that is there to be taken.</summary>
public sealed record UsageExport(string Path, DateTimeOffset MadeAt, long Bytes);

/// <summary>
/// Writes usage records to a file while nobody has to wait: of each user one file of their own and, of an operator, one of
/// everybody's. A file goes after a day. Safe for any thread.
/// </summary>
public sealed class UsageExports(LongWork work, UsageReader usage, UsageCsv csv, IOptions<StorageOptions> storage, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private string Folder => Path.Combine(storage.Value.FullDataDirectory, "exports");

    /// <summary>The name of the work.</summary>
    /// <param name="ofAll">Whether it is the usage of everybody, for an operator.</param>
    public static string Name(long userId, bool ofAll) => string.Create(CultureInfo.InvariantCulture, $"usage-export-{userId}{(ofAll ? "-all" : "")}");

    /// <param name="userId">Who asks.</param>
    public async Task<WorkView> StartAsync(long userId, bool ofAll, UsageFilter filter, CancellationToken cancellationToken = default)
    {
        // Whatever the page asked for: nobody but an operator gets the records of others.
        var wanted = ofAll ? filter : filter with { UserId = userId };
        var count = (int)Math.Min(int.MaxValue, (await usage.TotalsAsync(wanted, cancellationToken)).Requests);
        var name = Name(userId, ofAll);
        return work.Start(name, count, run => WriteAsync(run, name, wanted, ofAll));
    }

    /// <summary>The latest file; none while it is being written for the first time, and after a day.</summary>
    public UsageExport? Find(long userId, bool ofAll)
    {
        var file = new FileInfo(PathOf(Name(userId, ofAll)));
        return file.Exists && file.LastWriteTimeUtc > time.GetUtcNow() - KeptFor ? new UsageExport(file.FullName, file.LastWriteTimeUtc, file.Length) : null;
    }

    internal void Sweep()
    {
        foreach (var file in Directory.Exists(Folder) ? new DirectoryInfo(Folder).GetFiles() : [])
        {
            if (file.LastWriteTimeUtc <= time.GetUtcNow() - KeptFor)
            {
                file.Delete();
            }
        }
    }

    private async Task WriteAsync(WorkRun run, string name, UsageFilter filter, bool ofAll)
    {
        Directory.CreateDirectory(Folder);
        var (part, whole) = (PathOf(name) + ".part", PathOf(name));
        try
        {
            await using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await csv.WriteAsync(filter, ofAll ? UsageCsvFor.Operator : UsageCsvFor.User, stream, run.Advance, run.Cancellation);
            }

            File.Move(part, whole, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private string PathOf(string name) => Path.Combine(Folder, name + ".csv");
}
