using PeppaApi.Providers.Midjourney;

namespace PeppaApi.Tests.Providers.Midjourney;

/// <summary>Which links to pictures clients are told.</summary>
public sealed class MjTaskWriterTests
{
    private static readonly MjTask Upstream = MjTask.Read("""
        {"id":"7","status":"FAILURE","imageUrl":"https://cdn.example.test/preview.webp","imageUrls":[{"url":"https://cdn.example.test/1.webp"}],"failReason":"任务超时"}
        """u8)!;

    [Theory]
    [InlineData("IN_PROGRESS", true)]
    [InlineData("SUCCESS", true)]
    [InlineData("FAILURE", false)]
    public void Links_OfATask_AreToldWhereItHasPictures(string status, bool has)
    {
        var facts = new MjTaskFacts("1", "IMAGINE", "", status, "", DateTimeOffset.UnixEpoch, null, null, null);
        foreach (var link in (Func<int?, Uri>?[])[null, index => new Uri($"https://relay.example.test/mj/image/1?n={index}")])
        {
            var task = MjTaskWriter.Write(facts, Upstream, link);
            Assert.Equal((has, has), (task["imageUrl"] is not null, task["imageUrls"] is not null));
            Assert.Equal(has, task.ToJsonString().Contains(link is null ? "cdn.example.test" : "relay.example.test", StringComparison.Ordinal));
        }
    }
}
