using System.Buffers;
using System.Text;
using PeppaApi.Providers;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers;

/// <summary>What passes as it came costs no memory: an event is metered and handed on without one allocation.</summary>
public sealed class HotPathTests
{
    // Enough that buffers have grown to where the measured events fit, and that the code is compiled.
    private const int Before = 2_600;
    private const int Measured = 200;

    [Theory]
    [InlineData("openai")]
    [InlineData("azure")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    public void Event_SameDialect_AllocatesNothing(string provider)
    {
        var one = Encoding.UTF8.GetBytes(provider switch
        {
            "anthropic" => AnthropicReplies.Text("Hello"),
            "gemini" => GeminiReplies.Chunk("""[{"text":"Hello"}]"""),
            _ => Replies.Chunk("""{"content":"Hello"}"""),
        });
        var target = StreamReplay.Target(provider);
        using var output = new OutputText(new TokenCounter(), "gpt-4o");
        var meter = target.Provider.Dialect.CreateMeter(target, output);
        var passage = new DirectPassage(meter, wantsUsage: false);
        var client = new ArrayBufferWriter<byte>(64 * 1024);
        Run(Before);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(Measured);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int events)
        {
            for (var i = 0; i < events; i++)
            {
                passage.Pass(client, one, meter.Read(one));
                client.ResetWrittenCount();
            }
        }
    }
}
