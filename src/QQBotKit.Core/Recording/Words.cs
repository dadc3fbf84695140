using System.Collections.Frozen;
using System.Text;
using QQBotKit.Core.Events;

namespace QQBotKit.Core.Recording;

/// <summary>Which names of the platform stand for what. A name that is in no list is taken for that of an id.</summary>
internal static class Words
{
    private static readonly FrozenSet<string> Text = Set(
        "content text title name username nick nickname group_name description desc prompt label visited_label unsupport_tips summary memo remark markdown "
        + "button_data data button_id resolved keywords question answer template_text sub_title subtitle value placeholder caption filename file_name");

    private static readonly FrozenSet<string> Notices = Set("message msg error err_msg reason");

    private static readonly FrozenSet<string> Amounts = Set(
        "code err_code errcode ret retcode seq msg_seq seq_in_channel width height size duration color count limit total remaining max_concurrency reset_after ttl max_age "
        + "expires_in expire permissions file_size member_count max_members number speak_permission intents stream_index index version hoist position progress block_size");

    /// <summary>What the addresses of the platform's calls consist of, beside ids.</summary>
    public static FrozenSet<string> InPaths { get; } = Set(
        "v2 app getAppAccessToken gateway bot users @me groups guilds channels dms messages message files upload_prepare upload_part_finish stream_messages members roles "
        + "announces pins schedules threads audio mic reactions interactions api_permission demand setting settingguide mute online_nums permissions menu panels voice "
        + "approval_join_request join_request_list join_approval_strategy execute batch_remove_members member_blacklist whitelist_users restrict_chat_setting bot_state info "
        + "generate_url_link target");

    public static bool IsText(string name) => Text.Contains(name);

    public static bool IsNotice(string name) => Notices.Contains(name);

    public static bool IsAmount(string name) => Amounts.Contains(name) || IsTime(name);

    public static bool IsTime(string name) =>
        name.EndsWith("timestamp", StringComparison.Ordinal) || name.EndsWith("_at", StringComparison.Ordinal) || name.EndsWith("_time", StringComparison.Ordinal);

    public static bool NamesId(string name) =>
        name.EndsWith("id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("ids", StringComparison.OrdinalIgnoreCase) || name is "id" or "ref_idx" or "uin" or "file_info";

    /// <summary>Names of what is masked whatever it looks like.</summary>
    public static bool NamesSecret(string name) =>
        name.Contains("token", StringComparison.OrdinalIgnoreCase) || name.Contains("secret", StringComparison.OrdinalIgnoreCase)
        || name.Contains("signature", StringComparison.OrdinalIgnoreCase) || name.Contains("sign", StringComparison.OrdinalIgnoreCase)
        || name.Contains("password", StringComparison.OrdinalIgnoreCase) || name.Contains("authorization", StringComparison.OrdinalIgnoreCase)
        || name is "file_info" or "file_data" or "rkey" or "key";

    public static bool IsEvent(string value) => value.Length < 64 && EventTypes.Find(Encoding.UTF8.GetBytes(value)) is not null;

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
