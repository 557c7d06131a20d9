using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Operations.Work;
using PeppaApi.Tests.Support;
using PeppaApi.Usage;

namespace PeppaApi.Tests.Operations;

/// <summary>Files of usage are written while nobody waits, and given to whom they belong.</summary>
public sealed class UsageExportTests
{
    [Fact]
    public async Task File_OfAUser_HasTheirRecordsAlone_AndIsTheirs()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        (await bed.ChatAsync()).Dispose();
        (await bed.ChatAsync()).Dispose();
        await bed.RecordsAsync(2);
        var (exports, work) = (bed.Services.GetRequiredService<UsageExports>(), bed.Services.GetRequiredService<LongWork>());
        // Whoever asks for another's gets their own.
        Assert.Equal(2, (await exports.StartAsync(bed.UserId, ofAll: false, new UsageFilter(UserId: 1))).Of);
        for (var i = 0; i < 500 && work.Find(UsageExports.Name(bed.UserId, ofAll: false)) is { Running: true }; i++)
        {
            await Task.Delay(10);
        }

        Assert.Equal(2, work.Find(UsageExports.Name(bed.UserId, ofAll: false))!.Done);
        Assert.Equal(3, (await File.ReadAllLinesAsync(exports.Find(bed.UserId, ofAll: false)!.Path)).Length);
        Assert.Null(exports.Find(1, ofAll: false));
        Assert.Null(exports.Find(bed.UserId, ofAll: true));

        using var owner = new SiteVisitor(new Uri(bed.Address));
        await owner.LogInAsync("some", "correct horse battery");
        using (var file = await owner.Client.GetAsync("/log/export"))
        {
            Assert.Equal(3, (await file.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
            Assert.Equal("usage.csv", file.Content.Headers.ContentDisposition!.FileName);
        }

        Assert.Equal("/denied", (await owner.GetAsync("/admin/usage/export")).Location);
        using var other = new SiteVisitor(new Uri(bed.Address));
        Assert.Equal((int)HttpStatusCode.Redirect, (await other.GetAsync("/log/export")).Status);
        await other.LogInAsync("operator", "correct horse battery");
        Assert.Equal(404, (await other.GetAsync("/log/export")).Status);
    }

    [Fact]
    public async Task File_ADayOld_IsGone()
    {
        await using var bed = await RelayBed.StartAsync();
        var exports = bed.Services.GetRequiredService<UsageExports>();
        await exports.StartAsync(bed.UserId, ofAll: false, new UsageFilter());
        for (var i = 0; i < 500 && exports.Find(bed.UserId, ofAll: false) is null; i++)
        {
            await Task.Delay(10);
        }

        var path = exports.Find(bed.UserId, ofAll: false)!.Path;
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        Assert.Null(exports.Find(bed.UserId, ofAll: false));
        exports.Sweep();
        Assert.False(File.Exists(path));
    }
}
