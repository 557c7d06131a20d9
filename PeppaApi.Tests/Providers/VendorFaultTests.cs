using PeppaApi.Providers;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers;

/// <summary>The same code means another thing at another vendor.</summary>
public sealed class VendorFaultTests
{
    [Theory]
    [InlineData("OpenAI", "qianfan-token.error.json", "baidu-v2", 401, "invalid_iam_token", UpstreamFault.Key)]
    [InlineData("OpenAI", "zhipu.error.json", "zhipu", 400, "1214", UpstreamFault.Request)]
    [InlineData("OpenAI", "qwen-key.error.json", "qwen", 401, "invalid_api_key", UpstreamFault.Key)]
    [InlineData("OpenAI", "zhinao.error.json", "zhinao", 200, "1005", UpstreamFault.Busy)]
    [InlineData("Spark", "http-key.error.json", "spark-http", 401, null, UpstreamFault.Key)]
    public void Error_OfTheVendorsFixture_IsJudged(string folder, string name, string provider, int status, string? code, UpstreamFault fault)
    {
        var known = ProviderCatalog.Find(provider)!;
        var error = known.Dialect.ReadError(Fixture.Bytes(folder, name), "sk-none");
        Assert.Equal((code, fault), (error?.Code, known.Judge(status, error)));
    }

    [Theory]
    [InlineData("minimax", "1002", UpstreamFault.Busy)]
    [InlineData("zhipu", "1002", UpstreamFault.Key)]
    [InlineData("zhinao", "1002", UpstreamFault.Key)]
    [InlineData("spark-http", "11202", UpstreamFault.Busy)]
    [InlineData("spark-http", "10013", UpstreamFault.Request)]
    [InlineData("spark-http", "10110", UpstreamFault.Upstream)]
    [InlineData("qwen", "Arrearage", UpstreamFault.Key)]
    public void Code_MeansWhatItsVendorSays(string provider, string code, UpstreamFault fault) =>
        Assert.Equal(fault, ProviderCatalog.Find(provider)!.Judge(200, new UpstreamError("m", null, null, code)));

    [Fact]
    public void Error_ThatAlibabaSendsAsAnEvent_IsRead()
    {
        var error = ProviderCatalog.Find("qwen")!.Dialect.ReadError("data: {\"error\":{\"message\":\"No.\",\"code\":\"data_inspection_failed\"}}\n\n"u8.ToArray(), "k");
        Assert.Equal(("No.", "data_inspection_failed"), (error?.Message, error?.Code));
    }
}
