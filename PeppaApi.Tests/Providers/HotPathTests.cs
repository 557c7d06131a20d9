using System.Buffers;
using System.Text;
using PeppaApi.Providers;
using PeppaApi.Providers.Chat;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers;

/// <summary>An event of text costs no memory: it is metered and handed on, as it came or in another dialect, without one allocation.</summary>
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
        var target = StreamReplay.Target(provider);
        using var output = new OutputText(new TokenCounter(), "gpt-4o");
        var meter = target.Provider.Dialect.CreateMeter(target, output);
        AssertAllocatesNothing(provider, meter, new DirectPassage(meter, wantsUsage: false));
    }

    [Theory]
    [InlineData("openai", "anthropic")]
    [InlineData("openai", "gemini")]
    [InlineData("anthropic", "openai")]
    [InlineData("anthropic", "gemini")]
    [InlineData("gemini", "openai")]
    [InlineData("gemini", "anthropic")]
    [InlineData("dashscope", "openai")]
    [InlineData("hunyuan-cloud", "openai")]
    [InlineData("hunyuan-hyllm", "openai")]
    public void Event_OtherDialect_AllocatesNothing(string provider, string door)
    {
        var target = StreamReplay.Target(provider);
        using var output = new OutputText(new TokenCounter(), "gpt-4o");
        var facts = new RequestFacts { Operation = Operation.Chat, Model = "asked-for", Stream = true };
        var writer = StreamReplay.Door(door).CreateStreamWriter(new ChatStreamStart("request1", facts, 7, DateTimeOffset.UnixEpoch));
        var passage = new TranslatedPassage(target.Provider.Dialect.CreateStreamReader(), writer, error => error);
        AssertAllocatesNothing(provider, target.Provider.Dialect.CreateMeter(target, output), passage);
    }

    private static void AssertAllocatesNothing(string provider, StreamMeter meter, StreamPassage passage)
    {
        var one = Encoding.UTF8.GetBytes(provider switch
        {
            "anthropic" => AnthropicReplies.Text("Hello"),
            "dashscope" => "data:{\"output\":{\"choices\":[{\"message\":{\"content\":\"Hello\",\"role\":\"assistant\"},\"finish_reason\":\"null\"}]},\"usage\":{\"output_tokens\":1,\"input_tokens\":9},\"request_id\":\"r\"}\n\n",
            "hunyuan-cloud" => "data: {\"Note\":\"n\",\"Choices\":[{\"FinishReason\":\"\",\"Delta\":{\"Role\":\"assistant\",\"Content\":\"Hello\"}}],\"Id\":\"i\",\"Usage\":{\"PromptTokens\":1,\"CompletionTokens\":1}}\n\n",
            "hunyuan-hyllm" => "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}],\"id\":\"i\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\n",
            "gemini" => GeminiReplies.Chunk("""[{"text":"Hello"}]"""),
            _ => Replies.Chunk("""{"content":"Hello"}"""),
        });
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
