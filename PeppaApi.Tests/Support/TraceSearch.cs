using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Data;

namespace PeppaApi.Tests.Support;

/// <summary>Looks for what must never be kept: in every file of the data folder, and in every line of the log.</summary>
internal static class TraceSearch
{
    public static async Task AssertNoTraceAsync(this RelayBed bed, params string[] secrets)
    {
        await AssertFilesAsync(bed.DataDirectory, secrets);
        await using (var context = bed.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext())
        {
            await context.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        await AssertFilesAsync(bed.DataDirectory, secrets);
        Assert.DoesNotContain(bed.Log.Lines, line => secrets.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task AssertFilesAsync(string folder, string[] secrets)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith(".db", StringComparison.Ordinal));
        foreach (var file in files.Where(file => new FileInfo(file).Length > 0))
        {
            // Shared with the relay, which has them open.
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            var text = Encoding.Latin1.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            Assert.All(secrets, secret => Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{secret} is in {file}"));
        }
    }
}
