using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Tests.Providers;

/// <summary>Where calls go and with which header, for every row of the catalogue.</summary>
public sealed class ProviderTests
{
    [Theory]
    [InlineData("openai", "https://api.openai.com/v1/chat/completions")]
    [InlineData("anthropic", "https://api.anthropic.com/v1/messages")]
    [InlineData("gemini", "https://generativelanguage.googleapis.com/v1beta/models/some-model:streamGenerateContent?alt=sse")]
    [InlineData("gemini-openai", "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions")]
    [InlineData("deepseek", "https://api.deepseek.com/v1/chat/completions")]
    [InlineData("moonshot", "https://api.moonshot.cn/v1/chat/completions")]
    [InlineData("minimax", "https://api.minimaxi.com/v1/chat/completions")]
    [InlineData("doubao", "https://ark.cn-beijing.volces.com/api/v3/chat/completions")]
    [InlineData("siliconflow", "https://api.siliconflow.cn/v1/chat/completions")]
    [InlineData("openrouter", "https://openrouter.ai/api/v1/chat/completions")]
    [InlineData("groq", "https://api.groq.com/openai/v1/chat/completions")]
    [InlineData("mistral", "https://api.mistral.ai/v1/chat/completions")]
    [InlineData("xai", "https://api.x.ai/v1/chat/completions")]
    [InlineData("ollama", "http://localhost:11434/v1/chat/completions")]
    [InlineData("lingyi", "https://api.lingyiwanwu.com/v1/chat/completions")]
    [InlineData("baichuan", "https://api.baichuan-ai.com/v1/chat/completions")]
    [InlineData("stepfun", "https://api.stepfun.com/v1/chat/completions")]
    [InlineData("baidu-v2", "https://qianfan.baidubce.com/v2/chat/completions")]
    [InlineData("zhipu", "https://open.bigmodel.cn/api/paas/v4/chat/completions")]
    [InlineData("spark-http", "https://spark-api-open.xf-yun.com/v1/chat/completions")]
    [InlineData("qwen", "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions")]
    [InlineData("zhinao", "https://api.360.cn/v1/chat/completions")]
    [InlineData("hunyuan", "https://api.hunyuan.cloud.tencent.com/v1/chat/completions")]
    [InlineData("anthropic-complete", "https://api.anthropic.com/v1/complete")]
    [InlineData("cohere", "https://api.cohere.ai/compatibility/v1/chat/completions")]
    public void Address_OfTheVendorsOwnBase_IsItsChat(string name, string expected)
    {
        var provider = ProviderCatalog.Find(name)!;
        var target = new UpstreamTarget(provider, new Uri(provider.BaseUrl), "some-model");
        Assert.Equal(expected, provider.Dialect.Address(target, Operation.Chat, stream: true).AbsoluteUri);
    }

    [Theory]
    [InlineData("https://x.openai.azure.com", Operation.Chat, "https://x.openai.azure.com/openai/deployments/gpt-35-turbo/chat/completions?api-version=2024-10-21")]
    [InlineData("https://x.openai.azure.com/?api-version=2024-02-01", Operation.Embedding, "https://x.openai.azure.com/openai/deployments/gpt-35-turbo/embeddings?api-version=2024-02-01")]
    [InlineData("https://x.openai.azure.cn/openai/", Operation.Chat, "https://x.openai.azure.cn/openai/deployments/gpt-35-turbo/chat/completions?api-version=2024-10-21")]
    [InlineData("https://x.openai.azure.com/openai/v1", Operation.Chat, "https://x.openai.azure.com/openai/v1/chat/completions")]
    public void Address_OfAzure_HasDeploymentAndVersion(string endpoint, Operation operation, string expected)
    {
        var target = new UpstreamTarget(ProviderCatalog.Find("azure")!, new Uri(endpoint), "gpt-35-turbo");
        Assert.Equal(expected, target.Provider.Dialect.Address(target, operation, stream: false).AbsoluteUri);
    }

    [Theory]
    [InlineData("https://api.anthropic.com/v1/", "https://api.anthropic.com/v1/messages")]
    [InlineData("https://api.deepseek.com/anthropic", "https://api.deepseek.com/anthropic/v1/messages")]
    public void Address_OfAnthropicsClones_IsAsItsClientsMakeIt(string endpoint, string expected)
    {
        var target = new UpstreamTarget(ProviderCatalog.Find("anthropic")!, new Uri(endpoint), "m");
        Assert.Equal(expected, target.Provider.Dialect.Address(target, Operation.Chat, stream: false).AbsoluteUri);
    }

    [Theory]
    [InlineData("openai", "Authorization", "Bearer k")]
    [InlineData("azure", "api-key", "k")]
    [InlineData("anthropic", "x-api-key", "k")]
    [InlineData("gemini", "x-goog-api-key", "k")]
    [InlineData("groq", "Authorization", "Bearer k")]
    public void Key_StandsInTheVendorsHeader(string name, string header, string value)
    {
        using var message = new HttpRequestMessage();
        ProviderCatalog.Find(name)!.Dialect.Authorize(message, StreamTarget(name), new UpstreamAccess("k", null, default));
        Assert.Equal(value, Assert.Single(message.Headers.GetValues(header)));
        Assert.Equal(header == "Authorization", message.Headers.Authorization is not null);
    }

    [Theory]
    [InlineData("mistral", 0.5, 0.5, false)]
    [InlineData("minimax", 0, 0.01, true)]
    [InlineData("moonshot", 1.8, 1, true)]
    [InlineData("openai", 1.8, 1.8, true)]
    [InlineData("zhipu", 0, 0.01, false)]
    [InlineData("qwen", 2, 1.99, true)]
    public void TranslatedRequest_KeepsToWhatTheVendorTakes(string name, double temperature, double expected, bool more)
    {
        var request = new ChatRequest { Temperature = temperature, Stream = true, EndUser = "u", Seed = 5 };
        var written = JsonNode.Parse(OpenAIChatWriter.Write(request, StreamTarget(name)))!;
        Assert.Equal(expected, (double)written["temperature"]!);
        Assert.Equal((more, more, more), (written["user"] is not null, written["seed"] is not null, written["stream_options"] is not null));
    }

    private static UpstreamTarget StreamTarget(string name) => new(ProviderCatalog.Find(name)!, new Uri("https://x.test"), "some-model");
}
