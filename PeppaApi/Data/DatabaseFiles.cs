using Microsoft.EntityFrameworkCore;

namespace PeppaApi.Data;

/// <param name="Database">Bytes of the database with its journal.</param>
/// <param name="Free">Bytes that are free where it lies.</param>
public sealed record DiskUse(long Database, long Free, long Total);

/// <summary>Where the database lies, and how much room it takes.</summary>
public sealed class DatabaseFiles(IDbContextFactory<PeppaDbContext> contexts)
{
    /// <summary>The database file's full path.</summary>
    public string Path
    {
        get
        {
            using var context = contexts.CreateDbContext();
            return System.IO.Path.GetFullPath(context.Database.GetDbConnection().DataSource);
        }
    }

    public DiskUse Measure()
    {
        var path = Path;
        var size = new[] { path, path + "-wal" }.Select(name => new FileInfo(name)).Where(file => file.Exists).Sum(file => file.Length);
        var drive = new DriveInfo(path);
        return new DiskUse(size, drive.AvailableFreeSpace, drive.TotalSize);
    }
}
