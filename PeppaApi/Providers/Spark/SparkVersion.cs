using System.Collections.Frozen;

namespace PeppaApi.Providers.Spark;

/// <summary>A version of Spark: its address and its domain go together, or the vendor refuses (vendors/xfyun-spark.md, 1).</summary>
internal sealed record SparkVersion(string Path, string Domain, long MostOutput = 8192)
{
    private static readonly SparkVersion Lite = new("/v1.1/chat", "lite", 4096);
    private static readonly SparkVersion Pro = new("/v3.1/chat", "generalv3");
    private static readonly SparkVersion ProLong = new("/chat/pro-128k", "pro-128k", 4096);
    private static readonly SparkVersion Max = new("/v3.5/chat", "generalv3.5");
    private static readonly SparkVersion MaxLong = new("/chat/max-32k", "max-32k");
    private static readonly SparkVersion Ultra = new("/v4.0/chat", "4.0Ultra");

    private static readonly FrozenDictionary<string, SparkVersion> Known = new Dictionary<string, SparkVersion>
    {
        ["SparkDesk"] = Pro,
        ["Spark-Lite"] = Lite,
        ["SparkDesk-v1.1"] = Lite,
        ["SparkDesk-v2.1"] = new("/v2.1/chat", "generalv2"),
        ["Spark-Pro"] = Pro,
        ["SparkDesk-v3.1"] = Pro,
        ["Spark-Pro-128K"] = ProLong,
        ["SparkDesk-v3.1-128K"] = ProLong,
        ["Spark-Max"] = Max,
        ["SparkDesk-v3.5"] = Max,
        ["Spark-Max-32K"] = MaxLong,
        ["SparkDesk-v3.5-32K"] = MaxLong,
        ["Spark-4.0-Ultra"] = Ultra,
        ["SparkDesk-v4.0"] = Ultra,
        ["Spark-X1"] = new("/v1/x1", "x1"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public bool HasTools => Domain is "generalv3" or "generalv3.5" or "4.0Ultra";

    /// <summary>Whether instructions have a role of their own; before, they are a turn of the user.</summary>
    public bool HasInstructions => Domain is not ("lite" or "generalv2");

    /// <summary>A version that is not known is what stands behind the first dash of the name.</summary>
    public static SparkVersion Of(string model)
    {
        if (Known.TryGetValue(model, out var version))
        {
            return version;
        }

        var name = Uri.EscapeDataString(model[(model.IndexOf('-', StringComparison.Ordinal) + 1)..]);
        return new SparkVersion($"/{name}/chat", "general" + name);
    }
}
