using PeppaApi.Data;

namespace PeppaApi.Drawing;

/// <summary>Tasks for a spreadsheet.</summary>
internal static class TaskCsv
{
    private static readonly (string, Func<TaskView, string?>)[] Columns =
    [
        ("id", task => task.PublicId),
        ("createdAt", task => Csv.Moment(task.CreatedAt)),
        ("finishedAt", task => Csv.Moment(task.FinishedAt)),
        ("userId", task => Csv.Number(task.UserId)),
        ("user", task => task.UserName),
        ("token", task => task.TokenName),
        ("channelId", task => Csv.Number(task.ChannelId)),
        ("channel", task => task.ChannelName),
        ("action", task => task.Action),
        ("mode", task => task.Mode),
        ("model", task => task.Model),
        ("seconds", task => task.Milliseconds == 0 ? "" : Csv.Number(task.Milliseconds / 1000)),
        ("size", task => task.Variant),
        ("state", task => EnumWord.Of(task.Phase)),
        ("failCode", task => task.FailCode),
        ("heldUsd", task => Csv.Usd(task.Held)),
        ("chargedUsd", task => Csv.Usd(task.Charged)),
        ("refundedUsd", task => Csv.Usd(task.Refunded)),
        ("requestId", task => task.RequestId),
    ];

    public static string Write(IEnumerable<TaskView> tasks) => Csv.Write(Columns, tasks);
}
