using System.Globalization;
using PeppaApi.Settings;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>Addresses of the relay itself that go out: where upstreams call back, and where owners find their pictures.</summary>
internal sealed class MjLinks(OperatorSettings settings, SiteAddress site, TaskSecrets secrets, TimeProvider time)
{
    private const long Hour = 3600;

    /// <summary>Where an upstream calls back; none where it is only asked.</summary>
    public Uri? Callback(string publicId) =>
        settings.Get<DrawingSettings>().TakeCallbacks && site.IsSet ? site.Of($"/mj/notify/{publicId}/{secrets.OfCallback(publicId)}") : null;

    public Uri Site => site.Base;

    /// <summary>
    /// Where links that go to the caller begin: at the site, or where the caller came in if that is not set or, on a reseller's
    /// host, must not be told.
    /// </summary>
    public Uri Root(HttpRequest request) =>
        site.IsSet && !ResellerHosts.Is(request.HttpContext) ? site.Base : new Uri($"{request.Scheme}://{request.Host.ToUriComponent()}");

    /// <summary>Makes the links of a task's pictures; none where the upstream's own are passed.</summary>
    /// <param name="root">Where they begin.</param>
    public Func<int?, Uri>? Pictures(string publicId, Uri root) =>
        settings.Get<DrawingSettings>().PassLinks ? null : index => new Uri(root, Picture(publicId, index));

    /// <summary>The path of a finished video, in the same way.</summary>
    public string Video(string publicId) => Signed($"/v1/videos/{publicId}/content", publicId);

    /// <summary>The path of a picture for whoever the relay tells it, for some time. The same within an hour, so that browsers need not fetch it again.</summary>
    public string Picture(string publicId, int? index)
    {
        var place = index is { } number ? "&n=" + number.ToString(CultureInfo.InvariantCulture) : "";
        return Signed($"/mj/image/{publicId}", publicId) + place;
    }

    /// <summary>Whether a link that the relay made says so, and is still good.</summary>
    public bool IsGood(string publicId, IQueryCollection query) =>
        long.TryParse(query["e"], NumberStyles.None, CultureInfo.InvariantCulture, out var until)
        && TaskSecrets.Equal(query["s"].ToString(), secrets.OfPicture(publicId, until))
        && time.GetUtcNow().ToUnixTimeSeconds() < until;

    private string Signed(string path, string publicId)
    {
        var until = ((time.GetUtcNow().ToUnixTimeSeconds() / Hour) + 1 + settings.Get<DrawingSettings>().LinkHours) * Hour;
        return string.Create(CultureInfo.InvariantCulture, $"{path}?e={until}&s={secrets.OfPicture(publicId, until)}");
    }
}
