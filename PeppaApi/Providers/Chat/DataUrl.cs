namespace PeppaApi.Providers.Chat;

/// <summary>Addresses of the form <c>data:image/png;base64,...</c>, which hold what they point to.</summary>
internal static class DataUrl
{
    public static bool Is(string url) => url.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="RequestException">It is not base64, or has no media type.</exception>
    public static (string MediaType, string Data) Read(string url, string path)
    {
        const string Marker = ";base64,";
        var marker = url.IndexOf(Marker, StringComparison.OrdinalIgnoreCase);
        RequestException.Require(
            marker > "data:".Length, path, $"'{path}' must be like data:image/png;base64,...", $"{path} 的格式应为 data:image/png;base64,...");
        var type = url["data:".Length..marker].Split(';')[0].Trim().ToLowerInvariant();
        return (type == "image/jpg" ? "image/jpeg" : type, ChatFields.Base64(url[(marker + Marker.Length)..], path));
    }

    public static string Write(string? mediaType, string data) => $"data:{mediaType};base64,{data}";
}
