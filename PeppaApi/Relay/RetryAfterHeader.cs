using System.Globalization;
using System.Net.Http.Headers;

namespace PeppaApi.Relay;

/// <summary>How long an upstream asks to be left alone: <c>retry-after-ms</c>, else <c>Retry-After</c> (vendors/openai.md, 1).</summary>
internal static class RetryAfterHeader
{
    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider time)
    {
        if (headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds is > 0 and < 86_400_000)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        return headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date - time.GetUtcNow());
    }
}
