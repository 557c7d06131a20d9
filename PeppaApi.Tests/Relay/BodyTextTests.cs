using System.Text;
using PeppaApi.Data.Entities;
using PeppaApi.Relay;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

public sealed class BodyTextTests
{
    [Theory]
    [InlineData("plain", true)]
    [InlineData("你好 \U0001F600", true)]
    [InlineData(@"\u4f60\ud83d\ude00\uD83D\uDE00", true)]
    [InlineData(@"\\ud83d is a backslash", true)]
    [InlineData(@"\\\ud83d\ude00", true)]
    [InlineData(@"\ud83d", false)]
    [InlineData(@"\ud83d\n", false)]
    [InlineData(@"\ud83dx", false)]
    [InlineData(@"\ude00", false)]
    [InlineData(@"\ude00\ud83d", false)]
    [InlineData(@"\ud83d\ud83d\ude00", false)]
    [InlineData(@"\\\ud83d", false)]
    [InlineData(@"\ud8", true)]
    public void IsText_Escapes_KnowsHalvesOfPairs(string text, bool expected) => Assert.Equal(expected, BodyText.IsText(Encoding.UTF8.GetBytes($"{{\"a\":\"{text}\"}}")));

    [Fact]
    public async Task Request_ThatIsNoText_IsRefusedAtEveryDoorAndNothingIsGivenAway()
    {
        // Without usage told, the relay would have to count what cannot be read, after the reply.
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat("Hello!", "null"));
        byte[][] texts = [[0xa4, 0xa4], [0xf4], Encoding.ASCII.GetBytes(@"\ud83d")];
        foreach (var path in (string[])["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/embeddings", "/v1beta/models/gpt-4o-mini:generateContent"])
        {
            foreach (var text in texts)
            {
                using var content = new ByteArrayContent([
                    .. """{"model":"gpt-4o-mini","max_tokens":9,"input":"x","messages":[{"role":"user","content":"x"}],"contents":[{"parts":[{"text":"x"}]}],"y": """u8.ToArray(), (byte)'"', .. text, .. "\"}"u8.ToArray()]);
                content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
                using var response = await bed.Client.PostAsync(path, content);
                Assert.Equal(400, (int)response.StatusCode);
            }
        }

        Assert.Empty(bed.Upstream.Requests);
        Assert.Equal(UsageBasis.Counted, await BasisAsync(bed));
        await bed.AssertSoundAsync();
    }

    private static async Task<UsageBasis> BasisAsync(RelayBed bed)
    {
        using var response = await bed.ChatAsync(content: @"\ud83d\ude00");
        Assert.Equal(200, (int)response.StatusCode);
        return Assert.Single(await bed.RecordsAsync()).Basis;
    }
}
