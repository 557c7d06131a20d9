using System.Collections.Frozen;

namespace PeppaApi.Providers;

/// <summary>Whose fault an error is, by codes that only one vendor gives, or that mean something else elsewhere.</summary>
internal static class VendorFaults
{
    /// <summary>vendors/zhipu-chatglm.md, 4.</summary>
    public static FrozenDictionary<string, UpstreamFault> Zhipu { get; } = Table(
        key: ["1000", "1001", "1002", "1003", "1004", "1110", "1111", "1112", "1113", "1121"],
        busy: ["1302", "1303", "1304", "1305"],
        upstream: ["500", "1120", "1211", "1220", "1221", "1222", "1230", "1234"],
        request: ["1210", "1212", "1213", "1214", "1215", "1261", "1300", "1301"]);

    /// <summary>vendors/xfyun-spark.md, 5: the same over HTTP and WebSocket.</summary>
    public static FrozenDictionary<string, UpstreamFault> Spark { get; } = Table(
        key: ["10015", "10016", "11200"],
        busy: ["10006", "10007", "10008", "11201", "11202", "11203"],
        upstream: ["10009", "10010", "10110", "10222", "10404"],
        request: ["10003", "10004", "10005", "10013", "10014", "10019", "10163", "10907"]);

    /// <summary>vendors/zhinao-360.md, 5.</summary>
    public static FrozenDictionary<string, UpstreamFault> Zhinao { get; } = Table(key: ["1001", "1002", "1004"], busy: ["1005"]);

    /// <summary>vendors/baidu-ernie.md, 3.</summary>
    public static FrozenDictionary<string, UpstreamFault> Qianfan { get; } = Table(
        key: ["invalid_iam_token", "missing_authorization", "coding_plan_api_key_not_allowed"],
        busy: ["rate_limit_exceeded", "rpm_rate_limit_exceeded", "tpm_rate_limit_exceeded"]);

    /// <summary>vendors/ali-qwen.md, 5 and 7.</summary>
    public static FrozenDictionary<string, UpstreamFault> DashScope { get; } = Table(
        key: ["invalid_api_key", "InvalidApiKey", "Arrearage", "AllocationQuota.FreeTierOnly"],
        busy: ["limit_requests", "LimitRequests", "Throttling", "Throttling.RateQuota", "Throttling.AllocationQuota", "Throttling.BurstRate", "Throttling.User"],
        request: ["InvalidParameter", "InvalidParameter.DataInspection", "DataInspectionFailed", "InvalidURL", "BadRequest.TooLarge"]);

    /// <summary>vendors/tencent-hunyuan.md, 2.2: of the oldest API no other code is known.</summary>
    public static FrozenDictionary<string, UpstreamFault> Hyllm { get; } = Table(key: ["2001"]);

    private static FrozenDictionary<string, UpstreamFault> Table(
        string[]? key = null, string[]? busy = null, string[]? upstream = null, string[]? request = null) =>
        Rows(UpstreamFault.Key, key).Concat(Rows(UpstreamFault.Busy, busy)).Concat(Rows(UpstreamFault.Upstream, upstream)).Concat(Rows(UpstreamFault.Request, request))
            .ToFrozenDictionary(StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, UpstreamFault>> Rows(UpstreamFault fault, string[]? codes) =>
        (codes ?? []).Select(code => KeyValuePair.Create(code, fault));
}
