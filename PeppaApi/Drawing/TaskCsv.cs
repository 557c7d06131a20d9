using System.Globalization;
using System.Text.Json;
using CsvHelper;
using PeppaApi.Credits;

namespace PeppaApi.Drawing;

/// <summary>Tasks for a spreadsheet: RFC 4180, a header, exact dollars, moments in UTC. Names that a spreadsheet would take for formulas are escaped.</summary>
internal static class TaskCsv
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    public static string Write(IEnumerable<TaskView> tasks)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            csv.WriteHeader([
                "id", "createdAt", "finishedAt", "userId", "user", "token", "channelId", "channel", "action", "mode", "model", "seconds", "size", "state", "failCode",
                "heldUsd", "chargedUsd", "refundedUsd", "requestId"]);
            foreach (var task in tasks)
            {
                Line(csv, task);
            }
        }

        return text.ToString();
    }

    private static void Line(CsvWriter csv, TaskView task)
    {
        csv.WriteField(task.PublicId);
        csv.WriteField(task.CreatedAt.ToString("u", CultureInfo.InvariantCulture));
        csv.WriteField(task.FinishedAt?.ToString("u", CultureInfo.InvariantCulture) ?? "");
        csv.WriteField(task.UserId.ToString(CultureInfo.InvariantCulture));
        csv.WriteField(task.UserName);
        csv.WriteField(task.TokenName);
        csv.WriteField(task.ChannelId?.ToString(CultureInfo.InvariantCulture) ?? "");
        csv.WriteField(task.ChannelName ?? "");
        csv.WriteField(task.Action);
        csv.WriteField(task.Mode);
        csv.WriteField(task.Model);
        csv.WriteField(task.Milliseconds == 0 ? "" : (task.Milliseconds / 1000).ToString(CultureInfo.InvariantCulture));
        csv.WriteField(task.Variant ?? "");
        csv.WriteField(JsonNamingPolicy.SnakeCaseLower.ConvertName(task.Phase.ToString()));
        csv.WriteField(task.FailCode ?? "");
        csv.WriteField(Usd(task.Held));
        csv.WriteField(Usd(task.Charged));
        csv.WriteField(Usd(task.Refunded));
        csv.WriteField(task.RequestId);
        csv.EndRecord();
    }

    private static string Usd(long credit) => Credit.ToUsd(credit).ToString(CultureInfo.InvariantCulture);
}
