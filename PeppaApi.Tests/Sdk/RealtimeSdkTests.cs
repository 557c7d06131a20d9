using System.ClientModel;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using OpenAI.Realtime;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

#pragma warning disable OPENAI002 // The SDK may still change this part of itself.

/// <summary>OpenAI's .NET SDK and the npm package as unmodified clients of the realtime door.</summary>
public sealed class RealtimeSdkTests
{
    [Fact]
    public async Task DotNet_TwoResponses_AreReadAndCharged()
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.AddChannelAsync(new RealtimeDouble().AnswerAsync, models: [RealtimeDouble.Model]);
        var client = new RealtimeClient(new ApiKeyCredential(bed.Key), new RealtimeClientOptions { Endpoint = new Uri(bed.Address + "/v1") });
        using (var session = await client.StartConversationSessionAsync(RealtimeDouble.Model, cancellationToken: TestContext.Current.CancellationToken))
        {
            await session.AddItemAsync(RealtimeItem.CreateUserMessageItem("Say hello"));
            await session.StartResponseAsync();
            var (text, responses) = ("", 0);
            await foreach (var update in session.ReceiveUpdatesAsync(TestContext.Current.CancellationToken))
            {
                text += update is RealtimeServerUpdateResponseOutputTextDelta delta ? delta.Delta : "";
                if (update is RealtimeServerUpdateResponseDone done)
                {
                    Assert.Equal((40, 20), (done.Response.Usage.InputTokenCount, done.Response.Usage.OutputTokenCount));
                    if (++responses == 2)
                    {
                        break;
                    }

                    await session.StartResponseAsync();
                }
            }

            Assert.Equal("HelloHello", text);
        }

        await AssertChargedAsync(bed);
    }

    [Fact]
    public async Task Npm_TwoResponses_AreReadAndCharged()
    {
        NodeTour.SkipUnlessInstalled("openai");
        await using var bed = await RelayBed.StartAsync();
        await bed.AddChannelAsync(new RealtimeDouble().AnswerAsync, models: [RealtimeDouble.Model]);
        var (exitCode, output, errors) = await NodeTour.RunAsync("realtime.mjs", ("BASE_URL", bed.Address + "/v1"), ("API_KEY", bed.Key), ("MODEL", RealtimeDouble.Model), ("PFX", Certificate()));
        Assert.True(exitCode == 0, errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"text":"HelloHello","output":[20,20],"refused":"Unexpected server response: 401"}"""), JsonNode.Parse(output)), output);
        await AssertChargedAsync(bed);
    }

    /// <summary>A certificate that nobody vouches for.</summary>
    private static string Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return Convert.ToBase64String(certificate.Export(X509ContentType.Pfx));
    }

    private static async Task AssertChargedAsync(RelayBed bed)
    {
        Assert.Equal([RealtimeDouble.Cost, RealtimeDouble.Cost], (await bed.RecordsAsync(2)).Select(record => record.Charged));
        for (var i = 0; i < 100 && (await bed.BalanceAsync()).Held > 0; i++)
        {
            await Task.Delay(50);
        }

        await bed.AssertSoundAsync();
    }
}
