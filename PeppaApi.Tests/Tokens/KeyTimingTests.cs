using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Tokens;

/// <summary>How long a key takes to be refused does not tell how much of it is right.</summary>
public sealed class KeyTimingTests
{
    private const int Times = 4_000;

    [Fact]
    public async Task Refusal_OfAKeyThatIsAlmostRight_TakesAsLongAsOfAnyOther()
    {
        await using var bed = await RelayBed.StartAsync(credit: 0);
        var authenticator = bed.Services.GetRequiredService<TokenAuthenticator>();
        string[] keys = [TokenKey.Create(), bed.Key[..^1] + (bed.Key[^1] == 'x' ? 'y' : 'x'), bed.Key[..12] + TokenKey.Create()[12..]];
        var requests = Array.ConvertAll(keys, key => new DefaultHttpContext { Request = { Headers = { Authorization = $"Bearer {key}" } } }.Request);
        Assert.All(requests, request => Assert.Equal(TokenRefusal.Invalid, authenticator.Authenticate(request).Refusal));
        // The machine may be busy: of some tries the evenest counts. Where a prefix led to a comparison, none would be even.
        var spread = Enumerable.Range(0, 8).Min(_ => Spread(authenticator, requests));
        Assert.True(spread < 1.2, $"The slowest takes {spread:0.00} times as long as the quickest.");
    }

    /// <summary>Of the medians, taken in turn.</summary>
    private static double Spread(TokenAuthenticator authenticator, HttpRequest[] requests)
    {
        var took = requests.Select(_ => new long[Times]).ToArray();
        for (var i = 0; i < Times; i++)
        {
            for (var one = 0; one < requests.Length; one++)
            {
                var from = Stopwatch.GetTimestamp();
                authenticator.Authenticate(requests[one]);
                took[one][i] = Stopwatch.GetTimestamp() - from;
            }
        }

        var medians = took.Select(all => (double)all.Order().ElementAt(Times / 2)).ToList();
        return medians.Max() / medians.Min();
    }
}
